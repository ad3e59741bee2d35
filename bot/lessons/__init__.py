"""The steps that modules and campaigns are made of."""
