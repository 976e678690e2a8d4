"""What does a client, or who acts for one, find in their own area?"""
