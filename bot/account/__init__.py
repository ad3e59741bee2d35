"""The half-yearly account: counts, what is hidden in them and why, and the workbook."""
