"""What people ask of offices with very many tickets."""
