"""What can be looked up in an account, whoever made it: typed results, and the rules of what may be asked.

One module a subject, each of functions that take a session; no Pulumi, no HTTP. Every input is held against its rule
before anything is asked. The functions of a program and the command line both go through here, so they give and refuse
the same.
"""
