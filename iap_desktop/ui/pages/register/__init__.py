"""The Register page: both registers of a day in one grid, marked by key, mouse or finger."""

from iap_desktop.ui.pages.register.page import RegisterPage

__all__ = ["RegisterPage"]
