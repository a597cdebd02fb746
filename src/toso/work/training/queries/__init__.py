"""What is asked of training, a module for each subject."""
