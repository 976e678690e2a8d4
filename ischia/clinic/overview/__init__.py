"""What do the desk and the owner see of the whole clinic: clients, therapists, offers, policies, figures, the trail?"""
