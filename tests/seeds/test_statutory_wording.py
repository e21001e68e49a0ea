"""The statutory wording is quoted letter for letter: each text still has the hash of the original."""

import hashlib
from collections.abc import Iterator
from typing import Any

from tests.seeds.reading import seed

ORIGINALS = {
    "preamble": "f8e7ee70fb46517127276ac9b4e9fde54764fe86de1f063f6aae7999e15ed6da",
    "part_one.title": "e1e92f99e9cd24bc71a4fcb96018c7776fc1120c67f3c31d3c9e1d2795ed038b",
    "part_one.lead_in": "4d3e970724a7aeb58a4136a451d4af566fa23e0753236d41c651af3bdb2f4328",
    "TS1": "5c780e7a7c00e6d4be868aae6e90953939113b0a126ba5b2d39a6ecdd7d6c6dc",
    "1a": "ba386bdde9c773c1ba45363ba3053bec3eaabaea34ff4ad720af1fef8b0f8d72",
    "1b": "36172559813b8c997fdb25bb774317a786f1d57a576b6f300a71637485ad845c",
    "1c": "1bcd66765361e685d6bf65ce71185ba36751c53a3546e5de30d99e074a1dfb36",
    "TS2": "98dd61301a3838e1d030f33c11058bf69670e7d3eb05757b55513939b4dbda2f",
    "2a": "9f0d9e0eedf93c5cd9f4863b6363a94a4ebe58c86a13bc9e1561102e4e090515",
    "2b": "1e1d55501bf084209697868793df6be89077fa3e76e28f67311aa573b33445c6",
    "2c": "6e8e5d5c3e10a48c32bf7fcb92d8f79c288a05c8d7227afa09a4e99461961ab6",
    "2d": "d7dd35968071127333fe75da059845e0e3959616e9ba3f607887a635cb007baa",
    "2e": "ecf880d18416bf51e995a01a4871e49cdab153bd681c0fba53137a58f75be101",
    "TS3": "540ce63737dcf27200363cd5c8cec3995a9a5d77068923ceb59b337e250ff100",
    "3a": "d91f775ce6391e1b337447dc376469a4a14ca67f7c083a32e28a7955b098580e",
    "3b": "fe8063d4768e9341f33c316ec953687681f9cfb7244ef4bd2a6ae9c82177f172",
    "3c": "90d63d8c68ddbd7a269b1bb49587e347a7595e2728394b5afbca5f45d98bb938",
    "3d": "f332f6b25ed14a658f7cd71dc363c4a971410b54a119ec5507b5be491293ae12",
    "3e": "545f94a10c92f843b393c96cb4b6774788d7387e6bac74560bf8db44d96f91b6",
    "TS4": "b1f4145ae0c88ab47b486efa426480157619b9eeffaeb1562797ed440c1e3dad",
    "4a": "e8fa577759cb3412de2b80668ef210f35318a945bd3c851c73753958505fd94d",
    "4b": "4edec56f01ebe7a399e1d04d5327a9d2a0f0eefaceeaf8055ba2c624b75f6e22",
    "4c": "8e384df4fd81f08b2d935b0831be4a0bd7d57b531f01557ed3bf3ab6a5b30397",
    "4d": "cb629a8866f206703cbcee2d9dce49bbb037d6818089c242d1093c96e648cd4c",
    "4e": "ebe562e4d930224e72c4941d1f1955c684fe9a7b3619f741470d6671896184c8",
    "TS5": "c59ac6815e43b973da449af7450173e52a10db2edc90fe3936b76c66051304b0",
    "5a": "f5bb7bd3755b831c9fa8ce0f908ca779685ffe6903918d5fde7297f60747198e",
    "5b": "72bbeb0feb7921fd7b49d60711b21cfa55a69223398d37b7bac1d6b4f27be59e",
    "5c": "2688d84620096a5f4c43f910c952d868289db54080eacdaa4fe79fcaa42c456b",
    "5d": "68e9710eb2fa0c5ef0e9da9f726b3108f8bc26d409f2ea39ad8aff7d6a913785",
    "TS6": "2cde97df786ac473934f1e9584a9d483fd178a62b609d5301edf85138798bdc2",
    "6a": "a420ccb7a2d66e3bb869a58cd00221ea78fc2ac56751cf9d44830608b9c87238",
    "6b": "48ffca7101b6abaa46a84a7086aff83edb55e8ed6dfc4723a0526ab3bc5a2fa4",
    "6c": "0acf05ed576a4caaa207ad1c8369a6d308dcec4c35bb74a62fd65e87ad5e45e1",
    "6d": "98c1ff69e21fa5b52ad1d24ce02134c35236efd7d6d1355cd7ba7f49d8f88089",
    "TS7": "16fecef4b29a29cc49e26d0b4492a09ba098cc2410e66609af2e32c7249c35a5",
    "7a": "0aa0b5ed2f3c7b15830f72c547fe76f003ced8000a78b909c2efbc7e5670ef0c",
    "7b": "d0b7c9e7a135b974d7066788dfe36bc85a682b82f0f0415d526294c900003f80",
    "7c": "5f72e5e18e0fdb42e579980dc5587e372e9f7625b1f778628c16fe86dad7573c",
    "7d": "3395ae7d4fe0382c0d53d83ec6052ff0c540db57375fdf0297deb960f64285eb",
    "TS8": "fa180fb56e04ab760c2d852e1d1ec32e9f522074203d4b022f3c2e0438d5dbd2",
    "8a": "26b4419b1ea29b0693f6003cb81aa35cdad700131a5b3f7e7567541f1de71bb4",
    "8b": "57b47dbacc2b65bc04278424cb6f2ead1a2a458d675de25dc2f5b791658c9052",
    "8c": "60fa84bf5c6805316b61a7893f6deab52d5db1ed6833d7a177cab3d80b8e6ff6",
    "8d": "50063916af5cd6bee51e8f31979b97c58acaebf936cbb038e176a04be51c7585",
    "8e": "e48c3d1aaa6d59d18679e4ec7a86a26936d7f664ef1616f6838f8b9f1b67ea2a",
    "part_two.title": "aea679eb9e7541ddbc7bf2da379681b45180dc40d7f1ca2a14c34d74cf575f06",
    "part_two.intro": "22e44a3b53d0ee2a2958a4088e1970b9c327d721facba45295f2064a397034b1",
    "P2.1": "e4ac9c3cb84c9a3272dfb3fdb7cecd08c062bb106f3312f492a8550b54d48428",
    "P2.1a": "3761837efc68ebaf8d7aa4f5a968e9d22ddb574d199899cb5c419b0b97676da6",
    "P2.1b": "fae1da46189d1ca030b6a0d6c75cab9e905097a872528c9b2dff039a0baa8fc2",
    "P2.1c": "6c53dc80072d4b4362bca86ffb70f46b77302bbd6e2e213d65c99a91d4d30bbb",
    "P2.1d": "1c8b9ca96a96fe7c4c52634fd2a5ce0f597ac2504e50798b871f85401e40cfa5",
    "P2.1e": "14c67f37fac95a86afd8013a8d90d92dcf8b9c70d26e379f80adbb857afc42bb",
    "P2.2": "cdfb7ef2614810dc9eff4bff1a635dc8dbb36dde937f8bd9bfa799d2c327b44b",
    "P2.3": "12e5b9a780daef2a8f067fda03ae8b05aaa19f4cb0ae4d7e3d8cb581a52c94cd",
}


def texts(standards: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "preamble", standards["preamble"]["text"]
    part_one, part_two = standards["part_one"], standards["part_two"]
    yield "part_one.title", part_one["title"]
    yield "part_one.lead_in", part_one["lead_in"]
    for standard in part_one["standards"]:
        yield standard["code"], standard["heading"]
        yield from ((bullet["code"], bullet["text"]) for bullet in standard["bullets"])
    yield "part_two.title", part_two["title"]
    yield "part_two.intro", part_two["intro"]
    for statement in part_two["statements"]:
        yield statement["code"], statement["text"]
        yield from ((bullet["code"], bullet["text"]) for bullet in statement.get("bullets", []))


def test_every_text_is_the_original() -> None:
    found = list(texts(seed("standards/teachers_standards.yaml")))

    assert len(found) == len(ORIGINALS)
    hashes = {name: hashlib.sha256(text.encode("utf-8")).hexdigest() for name, text in found}
    assert hashes == ORIGINALS


def test_the_counts_are_those_of_the_document() -> None:
    standards = seed("standards/teachers_standards.yaml")
    part_one, part_two = standards["part_one"]["standards"], standards["part_two"]["statements"]

    assert [standard["code"] for standard in part_one] == [f"TS{number}" for number in range(1, 9)]
    assert [standard["number"] for standard in part_one] == list(range(1, 9))
    assert standards["counts"] == {
        "standards": len(part_one),
        "part_one_bullets": sum(len(standard["bullets"]) for standard in part_one),
        "part_two_statements": len(part_two),
        "part_two_sub_bullets": sum(len(statement.get("bullets", [])) for statement in part_two),
    }


def test_it_is_credited_under_its_licence() -> None:
    meta = seed("standards/teachers_standards.yaml")["meta"]

    assert meta["licence"] == "Open Government Licence v3.0"
    assert meta["attribution"].startswith(
        "Contains public sector information licensed under the Open Government Licence v3.0."
    )
    assert "Crown copyright" in meta["copyright"]
    assert meta["wording_note"]
