"""The pages on which one act is done to several tickets."""
