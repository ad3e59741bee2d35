"""What the account is made of beside the reports: closed periods, activities, stories."""
