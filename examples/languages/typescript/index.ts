// A group that is filled from a folder of photos, and trained.
import { program } from "./program";

export = program;
