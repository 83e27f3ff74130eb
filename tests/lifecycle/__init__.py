"""Tests of the lifecycles: pure rules on plain values, everything else with the real client and the emulator.

The modules here drive whole lifecycles, and the folders mirror the packages of `lifecycle/`.
Each resource runs in a simulated engine: start reading at `helpers/simulated_engine.py` and `test_lifecycles.py`.
"""
