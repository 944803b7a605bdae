"""Packages written as CommonJS that have a build, or a twin, written as ES modules."""

from __future__ import annotations

from typing import NamedTuple


class ModuleBuild(NamedTuple):
    """What to import instead, and how a line of code changes."""

    instead: str
    before: str
    after: str


KNOWN = {
    "lodash": ModuleBuild(
        "lodash-es",
        "import _ from 'lodash';\n_.groupBy(rows, key);",
        "import { groupBy } from 'lodash-es';\ngroupBy(rows, key);",
    ),
    "underscore": ModuleBuild(
        "underscore/modules",
        "import _ from 'underscore';\n_.groupBy(rows, key);",
        "import groupBy from 'underscore/modules/groupBy.js';\ngroupBy(rows, key);",
    ),
    "validator": ModuleBuild(
        "validator/es",
        "import validator from 'validator';\nvalidator.isEmail(text);",
        "import isEmail from 'validator/es/lib/isEmail';\nisEmail(text);",
    ),
    "ramda": ModuleBuild(
        "ramda/es",
        "import R from 'ramda';\nR.groupBy(key, rows);",
        "import { groupBy } from 'ramda';\ngroupBy(key, rows);",
    ),
    "async": ModuleBuild(
        "async-es", "import async from 'async';", "import { mapLimit } from 'async-es';"
    ),
    "antd": ModuleBuild("antd/es", "import antd from 'antd';", "import { Button } from 'antd';"),
    "react-icons": ModuleBuild(
        "@react-icons/all-files",
        "import { FaBeer } from 'react-icons/fa';",
        "import { FaBeer } from '@react-icons/all-files/fa/FaBeer';",
    ),
    "aws-sdk": ModuleBuild(
        "@aws-sdk/client-*",
        "import AWS from 'aws-sdk';\nnew AWS.S3();",
        "import { S3Client } from '@aws-sdk/client-s3';\nnew S3Client({});",
    ),
    "firebase": ModuleBuild(
        "firebase 9 and later",
        "import firebase from 'firebase';\nfirebase.auth();",
        "import { getAuth } from 'firebase/auth';\ngetAuth(app);",
    ),
    "date-fns": ModuleBuild(
        "its ES modules",
        "const { format } = require('date-fns');",
        "import { format } from 'date-fns';",
    ),
    "rxjs": ModuleBuild(
        "its ES modules", "const { from } = require('rxjs');", "import { from } from 'rxjs';"
    ),
    "three": ModuleBuild(
        "its ES modules",
        "const THREE = require('three');",
        "import { Scene, WebGLRenderer } from 'three';",
    ),
    "mathjs": ModuleBuild(
        "its ES modules", "const math = require('mathjs');", "import { create } from 'mathjs';"
    ),
}
"""By the package's name. Where a package has both, bundlers take the CommonJS build when it is
asked for with `require`, or when `resolve.mainFields` says so."""
