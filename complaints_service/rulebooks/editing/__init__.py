"""What each step of opening an office changes in the files of a rulebook: pure, and checked afterwards."""
