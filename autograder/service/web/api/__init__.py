"""The API for programs, under /api/v1; /api/docs describes it, /api/openapi.json for machines."""
