"""Compare two schemas as sets of valid values, whatever way each of them is spelled."""
