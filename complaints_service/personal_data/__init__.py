"""What people may ask of what the office keeps about them (UU 27/2022), and how long it is kept."""
