"""How do visits reach people's own calendars, and how do those block time here?"""
