"""What is done in campaigns, a module for each subject."""
