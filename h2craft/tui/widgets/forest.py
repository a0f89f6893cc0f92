"""Which connections and streams a tree shows, in which order. Knows the model's board; no widget.

The list of nodes is made anew only for connections whose streams have come or gone, so that
thousands of streams cost nothing while they only change their state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from h2craft.model import Board, Connection
from h2craft.tui.widgets.nodes import Node

Words = Callable[[Connection, int], str]
"""What a node says in small letters: the connection's (0), or a stream's."""


class Forest:
    """Nodes by index, of which a stream's follow their connection's unless that is folded.

    newest_first  the highest numbers stand on top
    only_live     what is closed is left out
    wanted        words that a node has to say, all of them
    unfolded      connections whose streams are shown
    """

    def __init__(self, board: Board, words: Words) -> None:
        self.board = board
        self.words = words
        self.nodes: list[Node] = []
        self.newest_first = True
        self.only_live = False
        self.wanted: tuple[str, ...] = ()
        self.unfolded: set[int] = set()
        self._touched: set[int] = set()  # folded or unfolded by a person
        self._newest = 0
        self._children: dict[int, tuple[tuple[int, ...], list[Node]]] = {}
        self._marks: tuple[object, ...] = ()

    # Folding

    def set_folded(self, connection: int, *, folded: bool) -> None:
        """By a person: what unfolds by itself leaves it alone from now on."""
        self._touched.add(connection)
        (self.unfolded.discard if folded else self.unfolded.add)(connection)
        self._marks = ()

    def fold_all(self) -> None:
        """Unfolds all; folds all where something is unfolded already."""
        folded = bool(self.unfolded)
        self.unfolded = set() if folded else set(self.board.connections)
        self._touched = set(self.board.connections)
        self._marks = ()

    def forget_marks(self) -> None:
        """What is shown has been decided anew: the next `refresh` makes all of it."""
        self._children.clear()
        self._marks = ()

    def _unfold_newest(self) -> None:
        """The newest connection shows its streams, and the one before does no more."""
        connections = self.board.connections
        newest = next(reversed(connections), 0)
        if newest <= self._newest:
            return
        before, self._newest = self._newest, newest
        if before not in self._touched:
            self.unfolded.discard(before)
        self.unfolded.add(newest)

    # The list

    def refresh(self) -> bool:
        """Bring the nodes up to date; False where they are as they were."""
        self._unfold_newest()
        marks = self._all_marks()
        if marks == self._marks and not self.wanted:
            return False
        self._marks = marks
        before = self.nodes
        self.nodes = self._filtered() if self.wanted else list(self._all())
        for gone in self._children.keys() - self.board.connections.keys():
            del self._children[gone]
        return before != self.nodes

    def _all_marks(self) -> tuple[object, ...]:
        """Other than before where nodes have come or gone."""
        shown = [
            _mark(connection)
            for number, connection in self.board.connections.items()
            if number in self.unfolded
        ]
        closed = self.only_live and [
            number for number, one in self.board.connections.items() if one.closed is not None
        ]
        newest = next(reversed(self.board.connections), 0)
        return len(self.board.connections), newest, closed, shown

    def _connections(self) -> Iterable[Connection]:
        found = self.board.connections.values()
        for connection in reversed(found) if self.newest_first else found:
            if not (self.only_live and connection.closed is not None):
                yield connection

    def _all(self) -> Iterable[Node]:
        for connection in self._connections():
            yield Node(connection.number)
            if connection.number in self.unfolded:
                yield from self.children(connection)

    def children(self, connection: Connection) -> list[Node]:
        """Nodes of a connection's streams."""
        mark = _mark(connection)
        known = self._children.get(connection.number)
        if known is not None and known[0] == mark:
            return known[1]
        ids = set(connection.streams)
        if not self.only_live:
            ids.update(connection.closed_streams)
        ordered = sorted(ids, reverse=self.newest_first)
        made = [Node(connection.number, stream_id) for stream_id in ordered]
        self._children[connection.number] = mark, made
        return made

    def _filtered(self) -> list[Node]:
        """Nodes that say the words; a connection also for its streams, which then are shown."""
        made: list[Node] = []
        for connection in self._connections():
            number = connection.number
            children = self.children(connection)
            if self._says(connection, 0):
                made.append(Node(number))
                made += children if number in self.unfolded else ()
                continue
            found = [node for node in children if self._says(connection, node.stream_id)]
            if found:
                made += [Node(number), *found]
        return made

    def _says(self, connection: Connection, stream_id: int) -> bool:
        said = self.words(connection, stream_id)
        return all(word in said for word in self.wanted)

    def index_of(self, node: Node) -> int:
        """Where the node stands, -1 if it is not shown."""
        try:
            return self.nodes.index(node)
        except ValueError:
            return -1

    def is_last(self, index: int) -> bool:
        """Whether the node is the last of its connection."""
        after = self.nodes[index + 1 : index + 2]
        return not after or not after[0].stream_id


def _mark(connection: Connection) -> tuple[int, ...]:
    """Another one whenever a stream has come, closed or been forgotten."""
    return (
        connection.number,
        len(connection.streams),
        len(connection.closed_streams),
        connection.peer.highest,
        connection.us.highest,
        connection.peer.forgotten,
        connection.us.forgotten,
    )
