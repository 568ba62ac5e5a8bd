"""What programs read of the data: OpenAPI by its validator, and JSON by the schemas that OpenAPI has."""

import json

from tests.foreign.readers import expanded


def test_the_description_of_the_files_is_valid_openapi(record):
    from openapi_spec_validator import OpenAPIV31SpecValidator, validate

    validate(record.get("/data/openapi.json").json(), cls=OpenAPIV31SpecValidator)


def test_every_json_file_is_what_its_schema_says(record):
    from jsonschema import Draft202012Validator

    described = record.get("/data/openapi.json").json()

    def check(name: str, value: object) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        errors = list(
            Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(value)
        )
        assert not errors, errors[0]

    for question in ("", "?since=2022-03&until=2022-03-29", "?process=hostile"):
        view = record.get(f"/timeline.json{question}").json()
        check("view", view)
        for event in view["events"][:5]:
            check("event_file", record.get(f"/events/{event['slug']}.json").json())
            for claim in event["claims"][:2]:
                check("claim_file", record.get(f"/claims/{claim['slug']}.json").json())
                check("report_file", record.get(f"/reports/{claim['report']}.json").json())
    check("errors", record.get("/timeline.json?since=x").json())


def test_the_data_set_of_schema_org_is_json_ld(record):
    (data_set,) = expanded(record.get("/data/dataset.jsonld").content)
    assert data_set["@type"] == ["http://schema.org/Dataset"]
    files = [one["http://schema.org/contentUrl"][0]["@value"] for one in data_set["http://schema.org/distribution"]]
    assert "https://talks.example/timeline.csv" in files
    assert json.dumps(data_set)
