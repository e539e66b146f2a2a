//! Errors in the OpenAPI document: which statuses an operation can answer, all of one shape.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use crate::http::problem::PROBLEM_JSON;

type Responses = BTreeMap<String, RefOr<Response>>;

fn problems(statuses: &[(&str, &str)]) -> Responses {
    statuses
        .iter()
        .map(|(status, description)| {
            let content =
                ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            let response =
                ResponseBuilder::new().description(*description).content(PROBLEM_JSON, content);
            ((*status).to_owned(), RefOr::T(response.build()))
        })
        .collect()
}

macro_rules! problem_set {
    ($name:ident, $doc:literal, [$(($status:literal, $description:literal)),+]) => {
        #[doc = $doc]
        #[derive(Debug)]
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> Responses {
                problems(&[$(($status, $description)),+])
            }
        }
    };
}

problem_set!(
    BodyProblems,
    "What a JSON body can do wrong.",
    [
        ("400", "The body is no JSON, or broke off."),
        ("408", "The body did not arrive in time."),
        ("413", "The body is too large."),
        ("415", "The body is not `application/json`."),
        ("422", "The input is wrong; every fault is listed.")
    ]
);
problem_set!(
    InputProblems,
    "What parameters and headers can do wrong.",
    [("422", "The input is wrong; every fault is listed.")]
);
problem_set!(
    SignedProblems,
    "What keeps a caller out.",
    [("401", "Not signed in."), ("403", "The role may not do this.")]
);
problem_set!(
    UploadProblems,
    "What a form with a file can do wrong.",
    [
        ("400", "The body broke off."),
        ("408", "The body did not arrive in time."),
        ("413", "The file is too large."),
        ("415", "The body is not `multipart/form-data`."),
        ("422", "A field is wrong; every fault is listed.")
    ]
);
problem_set!(SignInProblem, "What a sign-in can do wrong.", [("401", "Not signed in.")]);
problem_set!(
    NotFoundProblem,
    "It is not there, or the caller may not see it.",
    [("404", "It does not exist, or you may not see it.")]
);
problem_set!(
    GoneProblem,
    "What was kept is lost.",
    [("410", "It is known, and what is in it is lost; quote the request id.")]
);
problem_set!(
    ConflictProblem,
    "The state of things forbids it.",
    [("409", "The state of things forbids it.")]
);
problem_set!(
    PreconditionProblems,
    "What `If-Match` can do wrong.",
    [
        ("400", "`If-Match`, or the body where there is one, cannot be read."),
        ("412", "It has changed since you read it."),
        ("428", "`If-Match` is required.")
    ]
);
problem_set!(
    ThrottleProblem,
    "Too many attempts.",
    [("429", "Too many attempts; `Retry-After` says when to try again.")]
);
problem_set!(
    EveryProblem,
    "What can happen to any operation.",
    [
        ("500", "Ours to mend; quote the request id."),
        ("503", "Something this depends on is away; `Retry-After` says when to try again.")
    ]
);
