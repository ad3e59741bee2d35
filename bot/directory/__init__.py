"""The directory of staff: read from a file, provisioned by SCIM, completed by who comes to a chat."""
