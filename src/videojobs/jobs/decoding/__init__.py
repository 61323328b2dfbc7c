"""From a response body to a job: pointers, converters, status words, error bodies."""
