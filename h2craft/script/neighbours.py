"""How a script imports the files beside it, without a trace in `sys.path`; runs no hook.

Theory of operation. Each folder has a `Neighbourhood`: its own `__import__` and its own registry
of modules. Every script and every neighbour is executed with that `__import__` in its
`__builtins__`, so the search is bound to the text it stands in: it works at import time, within
hooks, on threads a script starts, and two folders' `helper.py` never meet. `importlib` as a
script sees it is a stand-in whose `import_module` searches the same way (WPT's own handlers use
it for folder names that are no identifiers).

Searched, in this order: the standard library (a handler called `json.py` must not shadow it), the
folder, the folders above it up to the root (wptserve puts the root on `sys.path`), everything
else that can be imported. Modules stand in `sys.modules` under a name of their own
(`h2craft:<folder>:helper`): dataclasses and pickle look there. Where scripts are to run at another
pace, `time` and `asyncio` are stand-ins to them as well (see `pace`).

Who imports what is kept, so that a change to a neighbour reaches the scripts that use it.
"""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import os
import sys
import threading
import types
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from h2craft.script.pace import stand_in


class Neighbours:
    """All folders of one root (or, with `root` None, folders that have nothing above them)."""

    def __init__(
        self,
        root: str | None = None,
        instead: Mapping[types.ModuleType, types.ModuleType] = types.MappingProxyType({}),
    ) -> None:
        self.root = root
        self.instead = instead  # of these modules, what their text is given
        self.lock = threading.RLock()  # held while anything is loaded
        self.imports: dict[str, set[str]] = {}  # file -> the neighbours' files its text imports
        self._folders: dict[str, Neighbourhood] = {}

    def of(self, folder: str) -> Neighbourhood:
        """The neighbourhood of a folder; made when first asked for."""
        with self.lock:
            known = self._folders.get(folder)
            if known is None:
                above = None
                inside = self.root is not None and folder.startswith(self.root.rstrip("/") + "/")
                if inside:
                    above = self.of(os.path.dirname(folder))
                known = self._folders[folder] = Neighbourhood(self, folder, above)
            return known

    def used_by(self, file: str) -> set[str]:
        """The neighbours' files the text of `file` imports, and those they import in turn."""
        found: set[str] = set()
        todo = [file]
        while todo:
            new = self.imports.get(todo.pop(), set()) - found
            found |= new
            todo.extend(new)
        return found

    def drop(self, files: Iterable[str]) -> list[types.ModuleType]:
        """Forget the modules of `files` and of whatever imports them; returns what was dropped."""
        changed = set(files)
        gone = []
        for folder in self._folders.values():
            for module in list(folder.modules.values()):
                file = module.__file__
                if file is not None and (file in changed or self.used_by(file) & changed):
                    folder.forget(module)
                    gone.append(module)
        return gone

    def revive(self, modules: Iterable[types.ModuleType]) -> None:
        """Load again what `drop` returned and nobody has imported since.

        A hook may import a neighbour each time it runs; it must not be the first to find out that
        the neighbour is broken.
        """
        for module in modules:
            folder, name = _place_of(module)
            if module.__file__ is not None and os.path.exists(module.__file__):
                self.of(folder).load(name, "")

    def restore(self, modules: Iterable[types.ModuleType]) -> None:
        """Put back what `drop` returned."""
        for module in sorted(modules, key=lambda module: module.__name__):  # packages first
            folder, name = _place_of(module)
            self.of(folder).put_back(module, name)

    def close(self) -> None:
        """Take every module out of the process's registry."""
        for folder in self._folders.values():
            for module in list(folder.modules.values()):
                folder.forget(module)


class Neighbourhood:
    """The modules of one folder, and the `import` of the text in it."""

    def __init__(self, all_: Neighbours, folder: str, above: Neighbourhood | None) -> None:
        self.folder = folder
        self.modules: dict[str, types.ModuleType] = {}
        self.builtins: dict[str, Any] = {**vars(builtins), "__import__": self.import_name}
        self._all = all_
        self._above = above
        self._label = f"h2craft:{folder}:"
        self._instead = {**all_.instead, importlib: _stand_in_for_importlib(self)}

    # -- what `import` does

    def import_name(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> types.ModuleType:
        """`builtins.__import__` for text of this folder."""
        text = globals or {}
        if level:
            name = self._absolute(name, text, level)
        owner = self._owner(name)
        if owner is None:
            return self._given(builtins.__import__(name, globals, locals, fromlist or (), 0))
        importer = str(text.get("__file__", ""))
        with self._all.lock:
            module = owner.load(name, importer)
            if not fromlist:
                return owner.modules[name.partition(".")[0]]
            if hasattr(module, "__path__"):
                for each in fromlist:
                    if each != "*":
                        owner.load_part(module, f"{name}.{each}", importer)
        return module

    def import_module(self, name: str, package: str | None = None) -> types.ModuleType:
        """`importlib.import_module` for text of this folder."""
        if name.startswith("."):
            name = importlib.util.resolve_name(name, (package or "").removeprefix(self._label))
        owner = self._owner(name)
        if owner is None:
            return self._given(importlib.import_module(name))
        caller = sys._getframe(1).f_globals  # the text this stands in, as `import` is given it
        with self._all.lock:
            return owner.load(name, str(caller.get("__file__", "")))

    def _absolute(self, name: str, text: Mapping[str, Any], level: int) -> str:
        package = str(text.get("__package__") or "").removeprefix(self._label)
        if package:
            return importlib.util.resolve_name("." * level + name, package)
        if level == 1 and name:  # `from .helper import x` in a script: the file beside it
            return name
        raise ImportError("a script is no package: write `import helper`")

    def _owner(self, name: str) -> Neighbourhood | None:
        """The folder, this one or one above, that has `name`; None: not ours to import."""
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names:
            return None
        folders = [self]
        while folders[-1]._above is not None:
            folders.append(folders[-1]._above)
        for folder in folders:
            if top in folder.modules or _file_of(top, folder.folder) is not None:
                return folder
        # A folder without __init__.py is a package only if nothing else has the name.
        for folder in folders:
            if os.path.isdir(os.path.join(folder.folder, top)):
                return None if _exists_elsewhere(top) else folder
        return None

    def _given(self, module: types.ModuleType) -> types.ModuleType:
        return self._instead.get(module, module)

    # -- loading

    def load_part(self, package: types.ModuleType, name: str, importer: str) -> None:
        """What `from package import ...` asks for, if it is a module and not a name in its text."""
        known = self.modules.get(name)
        if known is not None:
            self._used(importer, known.__file__)
        if hasattr(package, name.rpartition(".")[2]):
            return
        try:
            self.load(name, importer)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise

    def load(self, name: str, importer: str) -> types.ModuleType:
        """The module called `name`, with the packages above it. The lock is held."""
        parent_name, _, last = name.rpartition(".")
        parent = self.load(parent_name, importer) if parent_name else None
        module = self.modules.get(name)
        if module is None:
            search = [self.folder] if parent is None else list(getattr(parent, "__path__", ()))
            module = self._find_and_execute(name, last, search, importer)
        self._used(importer, module.__file__)
        if parent is not None and last not in vars(parent):
            setattr(parent, last, module)
        return module

    def _used(self, importer: str, file: str | None) -> None:
        if file is not None:
            self._all.imports.setdefault(importer, set()).add(file)

    def _find_and_execute(
        self, name: str, last: str, search: list[str], importer: str
    ) -> types.ModuleType:
        for folder in search:
            file = _file_of(last, folder)
            if file is not None:
                self._used(importer, file)  # also if it turns out broken: its mending counts
                return self._execute(name, file)
        for folder in search:
            path = os.path.join(folder, last)
            if os.path.isdir(path):
                return self._register(name, None, path)
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    def _register(self, name: str, file: str | None, package_path: str | None) -> types.ModuleType:
        module = types.ModuleType(self._label + name)
        module.__file__ = file
        package = name if package_path is not None else name.rpartition(".")[0]
        module.__package__ = self._label + package if package else ""
        if package_path is not None:
            module.__path__ = [package_path]
        vars(module)["__builtins__"] = self.builtins
        self.modules[name] = sys.modules[module.__name__] = module
        return module

    def _execute(self, name: str, file: str) -> types.ModuleType:
        folder, base = os.path.split(file)
        module = self._register(name, file, folder if base == "__init__.py" else None)
        self._all.imports.pop(file, None)
        try:
            with open(file, "rb") as text:
                code = compile(text.read(), file, "exec", dont_inherit=True)
            exec(code, vars(module))
        except BaseException:
            self.forget(module)
            raise
        return module

    def forget(self, module: types.ModuleType) -> None:
        """Take a module out of this registry, of its package, and of the process's."""
        name = module.__name__.removeprefix(self._label)
        self.modules.pop(name, None)
        sys.modules.pop(module.__name__, None)
        above, _, last = name.rpartition(".")
        if above in self.modules and vars(self.modules[above]).get(last) is module:
            delattr(self.modules[above], last)

    def put_back(self, module: types.ModuleType, name: str) -> None:
        """The opposite of `forget`, also where another version has taken the place meanwhile."""
        newer = self.modules.get(name)
        if newer is not None:
            self.forget(newer)
        self.modules[name] = sys.modules[module.__name__] = module
        above, _, last = name.rpartition(".")
        if above in self.modules:
            vars(self.modules[above]).setdefault(last, module)


def _place_of(module: types.ModuleType) -> tuple[str, str]:
    folder, _, name = module.__name__.removeprefix("h2craft:").rpartition(":")
    return folder, name


def _file_of(name: str, folder: str) -> str | None:
    for file in (os.path.join(folder, name, "__init__.py"), os.path.join(folder, name + ".py")):
        if os.path.isfile(file):
            return file
    return None


def _exists_elsewhere(name: str) -> bool:
    if name in sys.modules:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _stand_in_for_importlib(neighbourhood: Neighbourhood) -> types.ModuleType:
    """The `importlib` a script sees: the real one but for `import_module`."""
    return stand_in(importlib, import_module=neighbourhood.import_module)
