"""The lifecycles of the resources: how inputs become objects in an account. Pulumi and HTTP do not belong here.

`host` calls the lifecycles for the engine, and the lifecycles call the service through `client`. Start with `base`,
then read `person` with `children`, a short example. `container`, `face`, `gallery`, and `training` are the others. Each
module has the models of a resource, which say what a change of each input does (`inputs.model`), and a class with the
six operations of `base.Lifecycle`:

    check    Validate the inputs and return them as they will be saved. Reads files but never the network, so that it
             can run at preview. It also assigns ids, ownership tags, and generations, because at preview the engine
             knows only the result of `check`.
    diff     Compare the saved state with new inputs. Records a kept resource as live (`identity.live_resources`).
    create   Create the resource. Safe to repeat: it takes over an object that an interrupted run created.
    read     Return the state in the account, or None if the object is certainly deleted. Any doubt raises an error.
    update   Write only the changes.
    delete   Delete the object. A missing object counts as deleted.
"""
