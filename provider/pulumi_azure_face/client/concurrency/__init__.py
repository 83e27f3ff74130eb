"""Time and tasks: deadlines, workers, and graceful cancellation of whole operations.

Delays between the attempts of one request belong to `client.retry`, and the rate of requests to `client.rate_limiter`.
Start reading at `cancellation`.
"""
