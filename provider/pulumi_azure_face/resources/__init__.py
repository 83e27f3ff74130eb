"""The resources that a Pulumi program declares: inputs in, typed outputs out, child resources composed.

No rule about an input is decided here; that is the job of `lifecycle/`. `base` has what containers and persons share as
parents, `composition` adds galleries and trainings to containers. Start reading at `groups.PersonGroup`.
"""
