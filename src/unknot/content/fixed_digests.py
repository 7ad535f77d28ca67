"""Digests of the fixed lines, made by tests/safety/test_fixed.py."""

from __future__ import annotations

from collections.abc import Mapping

DIGESTS: Mapping[str, str] = {
    "erector-spinae/position-supine-on": "28f66b5cdecd090e1611b3dd",
    "piriformis/hold-half": "950255ce701b364440c1d1ed",
    "shared/chimes-only": "c73f0d4ca7fa2e9d2906f0af",
    "shared/closing": "e737c100ec14516fa862acdf",
    "shared/closing-off": "cb7b2a299693243bb6eb6914",
    "shared/closing-rest": "95bbc006ef80091898f27de6",
    "shared/closing-rest-hands": "98d2fea7bf073164ded3d34d",
    "shared/closing-short": "a1d97a605eadbd43e275c0a2",
    "shared/closing-sit": "11fa6abc39a678d52fb11c63",
    "shared/closing-sit-up": "8ff120bc148fd0929b5fdab6",
    "shared/closing-sit-up-side": "55ea6f90304fa5914b4d64dd",
    "shared/emergency-unknown": "4c39d1f5799200488c923b2b",
    "shared/hold-off": "866d6a29df38c7a5370f674a",
    "shared/no-pressing": "b80bbd3552a2474108c5804d",
    "shared/not-reviewed": "d93972a713e47bdf41ffe592",
    "shared/opening-full": "62775a3e67ec9289f8eae3aa",
    "shared/opening-short": "ee1403768210b11a534be216",
    "shared/opt-in-body-weight": "664b95204b17f44f7f51b5c7",
    "shared/opt-in-calf": "c7a5e20854709d14d7dc0214",
    "shared/opt-in-discouraged": "ee984e54501f3325eb8ce01e",
    "shared/opt-in-experienced": "fd89b081bc5e289d02e6b0b2",
    "shared/opt-in-helper": "97a1395ebdd1061d18370dc0",
    "shared/opt-in-shown-by-professional": "24e08a1e8ba5282325d52ed8",
    "shared/own-words": "169839d64e057be498b7e345",
    "shared/recheck-outcome": "b32aac148e6a023d2fe9f2e8",
    "shared/recheck-worse": "5a6746e66183e0a9ec02140f",
    "shared/region-buttock": "df00977f3e67c8e2218a4ba2",
    "shared/region-calf": "550c1f832218480b1809a2e9",
    "shared/region-flank-between-rib-and-pelvis": "8be95fa0158b9f6600905b7d",
    "shared/region-forearm": "10e8d4a1e33a21279692720f",
    "shared/region-lateral-hip": "768950ed28f35396f718c06e",
    "shared/region-low-back-paraspinal": "3f66de472ecb5115981296cc",
    "shared/switch-off": "a1cac64d290edd4aa3f5d4ba",
    "shared/switch-on": "5bb89c83199366ee10a7eb25",
}
