"""What is asked of campaigns, a module for each subject."""
