"""What is done in training, a module for each subject."""
