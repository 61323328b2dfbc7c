"""Write the OpenAPI document of a FastAPI application, or of a router, without serving it.

A program for the environment of a package, which has nothing of this project. Usage: describe_app.py SETTINGS OUTPUT
"""

import importlib
import json
import sys
from pathlib import Path


def main() -> None:
    """Import the application that the settings name, and write what it says of itself."""
    settings = json.loads(sys.argv[1])
    if settings["modules"]:
        sys.path.insert(0, str(Path(__file__).parent))
        importlib.import_module("stand_ins").install(settings["code"], set(settings["stand_ins"]), settings["modules"])
    module, _, attribute = settings["app"].partition(":")
    app = getattr(importlib.import_module(module), attribute)
    if not hasattr(app, "openapi"):
        router, app = app, importlib.import_module("fastapi").FastAPI()
        app.router.routes += router.routes
    Path(sys.argv[2]).write_text(json.dumps(app.openapi()), encoding="utf-8")


main()
