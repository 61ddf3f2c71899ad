"""What helps to build, test and practise; none of it is shipped."""
