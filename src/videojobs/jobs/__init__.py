"""The model of a job, the decoding of responses, and one flow each to create, wait, download ..."""
