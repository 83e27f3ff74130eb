"""What it means to own a thing in the account, free of Pulumi and of HTTP.

One module a resource (`container`, `person`, `face`, `gallery`, `training`), each with the same six functions, which
`model.Lifecycle` spells out:

    check    inputs as the program gives them -> inputs as they are stored; or what is wrong with them. Reads files,
             never the network, so it runs at preview. Ids, marks and generations are settled here, because only what
             `check` returns is known at preview.
    diff     stored outputs against new inputs; what stays is claimed.
    create   safe to repeat: what an earlier, killed try made is found and taken over.
    read     the state as the account has it, or None when the thing is certainly gone. Anything uncertain raises.
    update   only what changed.
    delete   done when the thing is absent.

A value is absent, known or UNKNOWN (`values`). `claims` keeps one process from deleting what it has just made.
"""
