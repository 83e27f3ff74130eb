"""What people write who do the work without Pulumi."""
