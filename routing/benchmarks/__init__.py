"""Commands that print figures; nothing else imports them."""
