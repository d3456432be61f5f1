"""The pieces that pages are built of, as template tags.

``common.templatetags.ui`` registers them; templates need no ``{% load %}``. A prop is a parameter of the function: an
unknown or missing one stops the template from compiling, a value outside the allowed ones raises ``PropError``.
"""
