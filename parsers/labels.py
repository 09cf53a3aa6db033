"""The words by which the desk calls each field, and the question by which it asks for it.

The acknowledgement asks for what is missing under these labels; the reader (:mod:`parsers.forms`) knows them again in
the answer, so both sides take them from here.
"""

from parsers.vocabulary import FieldName

LABELS: dict[FieldName, str] = {
    FieldName.ENVIRONMENT: "Environment",
    FieldName.ACCOUNT: "Account",
    FieldName.DEPARTMENT: "Department or site",
    FieldName.SERVICE: "Service affected",
    FieldName.USERS_AFFECTED: "Users affected",
    FieldName.USERS_AFFECTED_TEXT: "Users affected, in words",
    FieldName.FREQUENCY: "Frequency",
    FieldName.IMPACT: "Business impact",
    FieldName.ISOLATION_STEPS: "Steps already taken",
    FieldName.STARTED_TEXT: "Started, in words",
    FieldName.STARTED_AT: "Started",
    FieldName.CONNIDS: "CONNIDs",
    FieldName.ANIS: "Calling numbers (ANI)",
    FieldName.ERRORS: "Error messages",
    FieldName.CONTACT_NAME: "Local contact",
    FieldName.CONTACT_PHONE: "Contact phone",
    FieldName.CONTACT_EMAIL: "Contact e-mail",
    FieldName.ACCESS_HOURS: "Access hours",
}
"""The label of each field, as people read it."""

QUESTIONS: dict[FieldName, str] = {
    FieldName.ENVIRONMENT: "Is this your production or a test environment?",
    FieldName.ACCOUNT: "Which company is this for?",
    FieldName.DEPARTMENT: "Which department, queue or site is affected?",
    FieldName.SERVICE: "Which service or component is affected?",
    FieldName.USERS_AFFECTED: "How many users are affected?",
    FieldName.USERS_AFFECTED_TEXT: "Who is affected?",
    FieldName.FREQUENCY: "How often does it happen?",
    FieldName.IMPACT: "What does this mean for your business and your callers?",
    FieldName.ISOLATION_STEPS: "What have you already checked or tried, and what came of it?",
    FieldName.STARTED_TEXT: "When did it begin?",
    FieldName.STARTED_AT: "When did it begin (date, time, time zone)?",
    FieldName.CONNIDS: "What are the CONNIDs of calls that were affected?",
    FieldName.ANIS: "Which calling numbers were affected?",
    FieldName.ERRORS: "What exactly do the error messages say, or where do calls go wrong?",
    FieldName.CONTACT_NAME: "Who is the contact on site?",
    FieldName.CONTACT_PHONE: "At which telephone number can we reach the contact?",
    FieldName.CONTACT_EMAIL: "At which address can we write to the contact?",
    FieldName.ACCESS_HOURS: "When can the contact be reached, or the site be entered?",
}
"""One polite question for each field."""

_F = FieldName

_VARIANTS: dict[FieldName, str] = {
    _F.ENVIRONMENT: (
        "environment|env|system environment|environment affected|platform|production or test|prod or test|instance"
    ),
    _F.ACCOUNT: "account|account name|customer|customer name|company|company name|client|organisation|organization|"
    "tenant"
    "|account name department|account department|business name|subscriber",
    _F.DEPARTMENT: "department|dept|department or site|department area|department or area|area|site|sites|location"
    "|locations|site affected|affected site|site location|team|queue|queues|queue affected|queues affected"
    "|affected queue|affected department|business unit|office|floor|branch|region|affected area|site name|where"
    "|department or area affected|department affected|vq",
    _F.SERVICE: "service|service affected|affected service|type of service|type of service affected"
    "|type of service being affected|component|product|application|system|feature|services affected|system affected"
    "|affected system|affected component|module|application affected|what is affected|area of service|service type",
    _F.USERS_AFFECTED: "users affected|number of users affected|number of users|users|affected users|no of users"
    "|no of users affected|user count|agents affected|number of agents affected|agents|affected agents|of users"
    "|of users affected|of agents|how many users|how many users affected|how many agents|number affected"
    "|people affected|seats affected|headcount|users impacted|impacted users|agents impacted|number of agents"
    "|how many people|how many affected|how many|users affected in words|who is affected|affected|num users",
    _F.FREQUENCY: "frequency|frequency of occurrence|how often|occurrence|occurrences|occurs|reproducible|"
    "reproducibility"
    "|how frequently|rate|frequency of issue|freq|how often does it happen",
    _F.IMPACT: "impact|business impact|business impact description|impact description|impact on business|effect"
    "|effect on business|business effect|customer impact|consequence|consequences|impact to business"
    "|description of impact|business consequence",
    _F.ISOLATION_STEPS: "steps taken|steps already taken|isolation steps|first level problem isolation steps already taken"
    "|first level isolation|problem isolation|problem isolation steps|first level problem isolation steps"
    "|what have you tried|what we tried|what we have tried|tried|tried so far|already tried|troubleshooting"
    "|troubleshooting done|troubleshooting steps|troubleshooting so far|actions taken|action taken|"
    "checked|checks done"
    "|steps tried|what was tried|done so far|what we did|what i tried|isolation|tests done|troubleshooting performed"
    "|what we have done|what we checked|actions taken so far|first level steps|isolation steps taken|attempted fixes"
    "|what we have tried so far|what we tried so far|already done|already checked|diagnostics|tested",
    _F.STARTED_AT: "started|start|start time|time started|began|began at|since|since when|first seen|first noticed"
    "|first occurrence|first occurred|date|time|date time|date and time|date time of issue|time of issue|when"
    "|when did it start|when did it begin|occurred|occurred at|time of occurrence|onset|start of issue|started at"
    "|started on|date and time of issue|incident start|incident time|issue start|when started|date times|happened"
    "|date of issue|date started|time first noticed|first reported|date and times|time of fault|time of incident"
    "|date and time of occurrence|issue started|time of trouble|start date|started in words|event time|"
    "date of occurrence",
    _F.CONNIDS: "connid|connids|conn id|conn ids|conn id s|connid s|connection id|connection ids|call id|call ids"
    "|example connid|example connids|connid of calls|genesys connid|sample connid|sample connids",
    _F.ANIS: "ani|anis|ani s|calling number|calling numbers|calling number s|caller number|caller numbers|caller id"
    "|callers|caller|cli|from number|customer number|calling party|ani if available|calling numbers ani"
    "|calling number ani|callers number|example ani|example anis|numbers calling",
    _F.ERRORS: "error|errors|error message|error messages|error text|routing error|routing errors"
    "|routing error description|routing error descriptions|message|error description|error code|"
    "error shown|error codes"
    "|exact error|errors seen|error seen|routing error description s",
    _F.CONTACT_NAME: "contact|local contact|site contact|on site contact|onsite contact|contact name|contact person"
    "|local contact information|local contact info|contact on site|name|your name|contact information|contact details"
    "|point of contact|poc|technical contact|person to contact|local contact name|who to call|primary contact",
    _F.CONTACT_PHONE: "contact phone|phone|telephone|tel|phone number|contact number|callback|callback number|call back"
    "|call back number|mobile|cell|cell phone|direct|direct line|contact telephone|local contact phone|contact tel"
    "|best number|reach me at|contact mobile|best number to call|your phone|desk phone|phone no",
    _F.CONTACT_EMAIL: "contact email|contact e mail|email|e mail|mail|email address|e mail address|contact mail",
    _F.ACCESS_HOURS: "access hours|hours|site hours|availability|available|access|site access|access hours at the site"
    "|site access hours|hours of access|opening hours|office hours|business hours|hours of operation|available hours"
    "|best time to call|best time|contact hours|access times|hours available|reachable|when to call|on site hours"
    "|onsite hours|access hours at site|working hours|site access times|contactable",
}

FORM_LABELS: dict[str, FieldName] = {
    variant: name for name, variants in _VARIANTS.items() for variant in variants.split("|")
}
"""The labels people write in forms, lower-case and without punctuation, with the field each one names."""
