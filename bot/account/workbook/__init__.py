"""The account as sheets: in Excel, CSV and JSON."""
