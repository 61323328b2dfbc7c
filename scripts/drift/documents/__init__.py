"""Compare two OpenAPI documents: operations, parameters, bodies, responses, security, servers, prose."""
