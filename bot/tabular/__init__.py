"""Files of rows, in CSV or Excel: read whole or refused whole."""
