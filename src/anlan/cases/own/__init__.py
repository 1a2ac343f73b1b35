"""What somebody at a desk keeps for themself: drafts of what they type, and views they come back to.

Nobody else reads it, nothing is counted of it, and it leaves no fact: it says nothing about a matter until it is sent.
"""
