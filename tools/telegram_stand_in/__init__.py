"""A stand-in for Telegram's Bot API on loopback: for tests, and for people who try the bot in a browser.

It forgets everything when it stops. What it answers follows https://core.telegram.org/bots/api and the limits
that python-telegram-bot lists in `telegram.constants`; README.md says what it leaves out.
"""
