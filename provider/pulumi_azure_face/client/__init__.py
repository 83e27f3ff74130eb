"""The client of the Face service: requests, responses, and errors. Nothing about resources or state belongs here.

`account_client` sends requests to one account; `http` is the only module that imports the HTTP library. `api/` has one
module of typed calls per group of resources, and `accounts/` decides which account to use and how to sign in.
Start reading at `account_client.AccountClient.send`, then `errors` for what its exceptions tell the caller to do.
"""
