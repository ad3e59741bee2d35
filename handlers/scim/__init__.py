"""SCIM 2.0: Entra ID keeps the directory up to date.

Nothing is imported here: the models take most of a second, which only those pay who use it.
"""
