"""What can be looked up, against an emulator in process."""
