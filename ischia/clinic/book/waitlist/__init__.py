"""Who waits for a time, and how does freed time reach them: in order, one person at a time?"""
