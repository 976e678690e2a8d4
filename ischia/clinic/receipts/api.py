"""What may other apps use of receipts and packages?"""

from ischia.clinic.receipts.billing import BillingDetails, billing_of, set_billing, set_offer, withdraw_offer
from ischia.clinic.receipts.models import Billing, Charge, Kind, LetOff, Method, Package, PackageOffer, Receipt
from ischia.clinic.receipts.packages import extend_package, refund_package, sell_package
from ischia.clinic.receipts.presenters import (
    OwingLine,
    PackageLine,
    ReceiptLine,
    owing_lines,
    package_lines,
    receipt_lines,
)
from ischia.clinic.receipts.queries import (
    Owing,
    offers_of,
    open_packages,
    owing_at,
    owing_of,
    packages_of,
    receipt_by_id,
    receipt_of,
    receipts_of,
    taken_on,
)
from ischia.clinic.receipts.services import correct_receipt, draw_from, let_off, take_payment
from ischia.clinic.receipts.writing import Asked

__all__ = [
    "Asked",
    "Billing",
    "BillingDetails",
    "Charge",
    "Kind",
    "LetOff",
    "Method",
    "Owing",
    "OwingLine",
    "Package",
    "PackageLine",
    "PackageOffer",
    "Receipt",
    "ReceiptLine",
    "billing_of",
    "correct_receipt",
    "draw_from",
    "extend_package",
    "let_off",
    "offers_of",
    "open_packages",
    "owing_at",
    "owing_lines",
    "owing_of",
    "package_lines",
    "packages_of",
    "receipt_by_id",
    "receipt_lines",
    "receipt_of",
    "receipts_of",
    "refund_package",
    "sell_package",
    "set_billing",
    "set_offer",
    "take_payment",
    "taken_on",
    "withdraw_offer",
]
