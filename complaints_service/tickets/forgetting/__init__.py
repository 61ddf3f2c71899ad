"""What is left of a ticket once its citizen may have it forgotten, or lets it be used for nothing else."""
