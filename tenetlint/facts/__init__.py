"""What is so in a project: the facts of its files, joined. Rules ask here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tenetlint.facts.filefacts import FileFacts, Mark
from tenetlint.facts.sighting import Sighting, by_kind
from tenetlint.model import Site
from tenetlint.project.types import Role, Source, Unread
from tenetlint.stages import stage, staged

if TYPE_CHECKING:
    from pathlib import Path

    from tenetlint.facts.change import Change
    from tenetlint.facts.changed import Changed
    from tenetlint.facts.components import Components
    from tenetlint.facts.coverage.model import Coverage
    from tenetlint.facts.coverage.omissions import Omission
    from tenetlint.facts.database import Database
    from tenetlint.facts.infer.engine import Inference
    from tenetlint.facts.joins import Joins
    from tenetlint.facts.locks import Locks
    from tenetlint.facts.options import Option
    from tenetlint.facts.rpc import Rpc
    from tenetlint.facts.scheduling import Scheduling
    from tenetlint.facts.stores import Stores
    from tenetlint.facts.testcases import Suite
    from tenetlint.facts.trees import Trees
    from tenetlint.facts.vocabulary import Additions
    from tenetlint.project import Project

__all__ = ["Facts", "FileFacts", "Mark", "Role", "Sighting", "Site", "Source", "Unread"]

Progress = Callable[[str, int, int], None]
"""Told the stage, how many are done, and of how many."""


def _nothing_added() -> Additions:
    from tenetlint.facts.vocabulary import Additions

    return Additions()


@dataclass(frozen=True)
class Facts:
    """Everything that a rule may ask about a project. Families are joined when first asked for."""

    project: Project
    files: Mapping[str, FileFacts]
    """By path, in order."""
    unread: tuple[Unread, ...] = ()
    """Sources that could not be read or parsed, with the reason."""
    coverage_paths: tuple[Path, ...] = ()
    additions: Additions = field(default_factory=_nothing_added)
    """What the project's configuration adds to the vocabulary."""
    change: Change | None = None
    """The change under review, where one is given."""
    joins: Joins | None = None
    """What was joined from these very files before; nothing where nothing is kept."""
    sibling: tuple[Facts, frozenset[str]] | None = None
    """Another state of the same project, and the paths of the files that are equal in both."""

    @classmethod
    def of(
        cls,
        project: Project,
        coverage_paths: Sequence[Path] = (),
        progress: Progress | None = None,
        additions: Callable[[], Additions] = _nothing_added,
        ahead: bool = False,
    ) -> Facts:
        """The facts of a project; `coverage_paths` are coverage reports of any known format, `additions` are asked for
        while files are read. `ahead`: the RPC census will be asked for, so it is taken while the tests are read.
        """
        from tenetlint.facts.beside import Census
        from tenetlint.facts.early import joined
        from tenetlint.facts.gather import gather
        from tenetlint.facts.joins import Joins
        from tenetlint.facts.kept import Kept

        kept = Kept.of(project)
        census = Census(cls(project, {}, (), tuple(coverage_paths)), kept, additions)
        with stage("reading files"):
            found = gather(project, kept, progress, census if ahead else None)
        census.settle()
        rpc = census.end(found.beside)
        lost = (rpc,) if isinstance(rpc, Unread) else ()
        kept.tell(found.shapes if ahead and not coverage_paths and not lost else {}, found.blobs, census)
        kept.close()
        joins = Joins(project, kept, found.blobs) if kept.keeps else None
        facts = replace(census.bare, files=found.files, unread=(*project.unread, *found.unread, *lost), joins=joins)
        taken = {} if rpc is None else {"rpc": census.nothing if lost else rpc}
        vars(facts).update({**joined(census.code), **taken})
        return facts

    def with_files(self, files: Mapping[str, FileFacts]) -> Facts:
        """The same project with the facts of these files."""
        return replace(self, files=files, joins=None)

    def beside(self, project: Project, changed: Collection[str]) -> Facts:
        """The facts of another state of the project, in which only the files at `changed` differ."""
        from tenetlint.facts.sibling import gather_beside, same_paths

        same = same_paths(self, project, changed)
        files, unread = gather_beside(self, project, same)
        return Facts(project, files, (*project.unread, *unread), additions=self.additions, sibling=(self, same))

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The project's sources by path."""
        return {source.path: source for source in self.project.sources}

    @cached_property
    def modules(self) -> Mapping[str, str]:
        """The path of each dotted module name; production code wins over the rest."""
        ranked = sorted(self.project.sources, key=lambda source: (source.role is Role.PRODUCTION, source.path))
        return {source.module: source.path for source in ranked}

    def role(self, path: str) -> Role:
        """What a file is for."""
        return self.sources[path].role

    def in_role(self, *roles: Role) -> Iterator[tuple[str, FileFacts]]:
        """The files of these roles (production when none is named), by path."""
        wanted = roles or (Role.PRODUCTION,)
        if wanted not in self._in_roles:
            paths = [path for path in self.files if self.sources[path].role in wanted]
            self._in_roles[wanted] = paths, [self.files[path] for path in paths]
        return zip(*self._in_roles[wanted], strict=True)

    @cached_property
    def _in_roles(self) -> dict[tuple[Role, ...], tuple[Sequence[str], Sequence[FileFacts]]]:
        return {}

    @cached_property
    def _marked(self) -> dict[tuple[Role, ...], Mapping[str, Sequence[Sighting]]]:
        return {}

    def marks(self, *kinds: str, roles: tuple[Role, ...] = (Role.PRODUCTION,)) -> Iterator[Sighting]:
        """What was marked as one of `kinds`, by path and line."""
        if len(kinds) == 1:
            if roles not in self._marked:
                self._marked[roles] = by_kind(self.in_role(*roles))
            yield from self._marked[roles].get(kinds[0], ())
            return
        for path, file in self.in_role(*roles):
            for mark in file.marks:
                if mark.kind in kinds:
                    yield Sighting(path, mark)

    @staged("options")
    def options(self) -> tuple[Option, ...]:
        """The configuration options that production code defines."""
        from tenetlint.facts.options import options

        return options(self)

    @staged("components")
    def components(self) -> Components:
        """The services and the tier of each module."""
        from tenetlint.facts.components import Components

        return Components.of(self)

    @cached_property
    def trees(self) -> Trees:
        """Syntax trees, parsed when first asked for."""
        from tenetlint.facts.sibling import SharedTrees
        from tenetlint.facts.trees import Trees, parsed

        own = Trees(lambda path: parsed(self.project, path), lambda path: self.sources[path].module)
        return SharedTrees(own, self.sibling[0].trees, self.sibling[1]) if self.sibling else own

    @cached_property
    def inference(self) -> Inference:
        """What expressions may stand for, across modules."""
        from tenetlint.facts.infer.engine import Inference
        from tenetlint.facts.infer.index import Index

        return Inference(Index(self, self.trees))

    @staged("stores and brokers")
    def stores(self) -> Stores:
        """The stores and brokers."""
        from tenetlint.facts.stores import Stores

        return Stores.of(self)

    @staged("RPC census")
    def rpc(self) -> Rpc:
        """The RPC census."""
        from tenetlint.facts.rpc import Rpc

        return Rpc.of(self)

    @staged("database census")
    def database(self) -> Database:
        """The database census."""
        from tenetlint.facts.database import Database

        return Database.of(self)

    @staged("locks")
    def locks(self) -> Locks:
        """The locks that can be resolved."""
        from tenetlint.facts.locks import Locks

        return Locks.of(self)

    @staged("scheduling")
    def scheduling(self) -> Scheduling:
        """Who decides for whom."""
        from tenetlint.facts.scheduling import Scheduling

        return Scheduling.of(self)

    @staged("coverage")
    def coverage(self) -> Coverage | None:
        """What the tests run, or None when no report was given."""
        if not self.coverage_paths:
            return None
        from tenetlint.facts.coverage.joining import join_coverage

        return join_coverage(self)

    @staged("omissions")
    def omissions(self) -> tuple[Omission, ...]:
        """What the project's `omit` patterns keep out of the measurement."""
        from tenetlint.facts.coverage.omissions import join_omissions

        return join_omissions(self)

    @staged("the change")
    def changed(self) -> Changed:
        """What the change under review does to code and tests."""
        from tenetlint.facts.changed import Changed

        return Changed.of(self)

    @staged("tests")
    def tests(self) -> Suite:
        """The test functions, and what is switched off."""
        from tenetlint.facts.testcases import Suite

        return self.joins.of_tests(Suite, lambda: Suite.of(self)) if self.joins else Suite.of(self)
