"""What generated code stands on: sending, bodies, errors, UNSET, open enums. Knows no provider and no job."""
