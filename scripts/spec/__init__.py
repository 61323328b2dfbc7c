"""Read and lint the provider folders under ``spec/``."""
