from tests.support.world import World


def test_a_report_gets_a_number_and_a_code(world: World) -> None:
    reported = world.report()
    assert len(reported.number) == 7
    assert len(reported.code.replace("-", "")) == 16
