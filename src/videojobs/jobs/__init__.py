"""What a job is, and what is done with it: reading an answer, and one flow each to create, wait, download ..."""
