import pytest

from store.engine import Store
from tests.bot.intake.desk import IntakeDesk


@pytest.fixture
def desk(store: Store) -> IntakeDesk:
    return IntakeDesk(store)
