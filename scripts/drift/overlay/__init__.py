"""Three documents held against one another: the vendored one, the one that is published now, and our corrections."""
